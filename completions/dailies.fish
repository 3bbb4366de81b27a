# fish completion for dailies, written by `dailies completion fish`.
# Once: dailies completion fish > ~/.config/fish/completions/dailies.fish

function __dailies_complete
    set -l tokens (commandline -opc)
    command -q -- $tokens[1]; or return
    set -l current (commandline -ct)
    set -l behind (commandline -o)
    set -e behind[1..(count $tokens)]
    test -n "$current"; and set -e behind[1]
    set -l answer (command $tokens[1] __complete fish (count $tokens) $tokens "$current" $behind 2>/dev/null </dev/null)
    set -l front ''
    set -l kind (string split ' ' -- $answer[1])
    if string match -q '*=' -- $kind[1]
        set front (string replace -r '=.*' '=' -- $current)
        set current (string replace -r '^[^=]*=' '' -- $current)
    end
    switch $kind[1]
        case values 'values='
            set -q answer[2]; and printf '%s\n' $answer[2..]
        case folders 'folders='
            printf '%s\n' $front(__fish_complete_directories $current '')
        case files 'files='
            set -l found (complete -C "'' $current")
            set -l endings $kind[2..]
            if set -q endings[1]
                set -l wanted (string match -r -- '^(?!.*\.picks\.yaml).*(?:/|\.(?:'(string join '|' $endings)'))(?:\t.*)?$' $found)
                set -q wanted[1]; and set found $wanted
            end
            set -q found[1]; and printf '%s\n' $front$found
    end
end

complete -c dailies -e
complete -c dailies -f -a '(__dailies_complete)'
