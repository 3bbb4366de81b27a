#compdef dailies
# zsh completion for dailies, written by `dailies completion zsh`.
# Once in ~/.zshrc, behind compinit: source <(dailies completion zsh)

_dailies() {
  local -a lines names shown endings
  local kind line
  lines=("${(@f)$(command ${(Q)words[1]} __complete zsh $((CURRENT - 1)) "${(@Q)words}" 2>/dev/null </dev/null)}")
  kind=$lines[1]
  [[ ${kind%% *} == *= ]] && compset -P '*='
  case $kind in
    values*)
      for line in "${(@)lines[2,-1]}"; do
        names+=("${line%%$'\t'*}")
        if [[ $line == *$'\t'* ]]; then
          shown+=("${(r:24:)names[-1]} ${line#*$'\t'}")
        else
          shown+=("$line")
        fi
      done
      (( $#names )) || return 1
      if [[ $lines[2] == *$'\t'* ]]; then
        compadd -l -d shown -a names
      else
        compadd -V dailies -a names
      fi
      ;;
    folders*) _files -/ ;;
    files*\ *)
      endings=(${=kind#* })
      _files -g "*.(${(j:|:)endings})" -F '(*.picks.yaml)'
      ;;
    files*) _files ;;
    *) return 1 ;;
  esac
}

if [[ $funcstack[1] == _dailies ]]; then
  _dailies "$@"
elif (( $+functions[compdef] )); then
  compdef _dailies dailies
fi
