/** The completion scripts: each asks the program itself, so that they never grow old. */

export type Shell = 'bash' | 'zsh' | 'fish';

/** Where no word is offered, the shell completes file names. */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of swanmesh: source <(swanmesh completion bash)
_swanmesh() {
  local IFS=$'\\n'
  COMPREPLY=($(swanmesh completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _swanmesh swanmesh
`,
  zsh: `#compdef swanmesh
# zsh completion of swanmesh: source <(swanmesh completion zsh), after compinit
_swanmesh() {
  local -a offered
  offered=("\${(@f)$(swanmesh completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${offered[1]}" ]]; then
    compadd -a offered
  else
    _files
  fi
}
compdef _swanmesh swanmesh
`,
  fish: `# fish completion of swanmesh: swanmesh completion fish | source
function __swanmesh_words
    set -l tokens (commandline -opc) (commandline -ct)
    swanmesh completion words -- $tokens[2..-1] 2>/dev/null
end
complete -c swanmesh -a '(__swanmesh_words)'
`,
};
