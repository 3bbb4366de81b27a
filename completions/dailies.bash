# bash completion for dailies, written by `dailies completion bash`.
# Once in ~/.bashrc: source <(dailies completion bash)

_dailies() {
  local kind item ending found=()
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r item; do found+=("$item"); done
  } < <(command "$1" __complete bash "${COMP_LINE:0:COMP_POINT}" "${COMP_LINE:COMP_POINT}" "$COMP_WORDBREAKS" \
    2>/dev/null </dev/null)
  case $kind in
    values)
      # Nothing to offer is an answer, too: files are not what is asked for. macOS's bash 3 has no compopt.
      compopt +o default 2>/dev/null
      ((${#found[@]} == 0)) || COMPREPLY=("${found[@]}")
      ;;
    folders*)
      compopt -o filenames 2>/dev/null || return 0
      while IFS= read -r item; do COMPREPLY+=("$item"); done < <(compgen -d -- "$2")
      ;;
    files*\ *)
      # Where no file ends so, readline offers all.
      compopt -o filenames 2>/dev/null || return 0
      for ending in ${kind#* }; do
        while IFS= read -r item; do
          [[ $item == *.picks.yaml ]] || COMPREPLY+=("$item")
        done < <(compgen -f -X "!*.$ending" -- "$2")
      done
      while IFS= read -r item; do COMPREPLY+=("$item"); done < <(compgen -d -- "$2")
      ;;
  esac
}

complete -o default -F _dailies dailies
