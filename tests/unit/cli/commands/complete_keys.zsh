# Types TYPED and Tab into an interactive zsh that finds completions in FOLDER, and prints the command line it then has.
# complete_keys.zsh FOLDER TYPED
zmodload zsh/zpty || exit 1
zpty inner zsh -f -i
# Everything the inner shell needs, then a line that says it is ready.
zpty -w inner "PS1= PS2= RPS1= fpath=(${(q)1} \$fpath); unsetopt zle_bracketed_paste 2>/dev/null; unset zle_bracketed_paste"
zpty -w inner "autoload -Uz compinit && compinit -D -u; bindkey '^I' complete-word; stty -echo"
zpty -w inner "show() { print -r -- $'\\n'\"[[\$BUFFER]]\"; zle kill-buffer; }; zle -N show; bindkey '^X' show; print re''ady"
zpty -r inner unused $'*ready*' || exit 1
zpty -w -n inner "$2"$'\t'$'\x18'
zpty -r inner shown $'*\]\]*' || exit 1
zpty -d inner
shown=${shown##*\[\[}
print -r -- "${shown%%\]\]*}"
