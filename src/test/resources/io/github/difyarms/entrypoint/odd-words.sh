#!/usr/bin/env bash
set -e
# gunicorn in a comment, and an unfinished 'quotation
NOTE='gunicorn app:app
gunicorn in quotes over lines # no comment'
WORDS=(first "second one"
  gunicorn) # an array, not a command
SIZE=${#WORDS[@]} HEX=$((16#ff << 2)) STRIPPED=${NOTE#*)}
cat <<EOF
exec gunicorn app:app \
EOF
gunicorn ${NOTE%% *}
EOF
cat <<'QUOTED' ; cat <<-TABS
gunicorn $(unfinished
QUOTED
	exec gunicorn
	TABS
cat <<< "gunicorn here-string" > /dev/null
SAID=$(case "$1" in (a) echo one ;; b|gunicorn) echo two ;; *) echo "other )" ;; esac)
[[ $NOTE =~ ^(gunicorn|celery).*$ && ! ( -z $NOTE ) ]] || exit 3
(( SIZE > 2 )) && echo "size $SIZE $HEX $SAID ${STRIPPED:0:8}"
for word in "${WORDS[@]}"; do
  echo "word $word"
done
until false; do break; done
show() {
  echo gunicorn "$@" `echo \`echo nested\`` $'it\'s'
}
function other { show again; }
other
if ! grep -q nothing <(echo gunicorn); then :; fi
PRICE='$5' exec gun\
icorn --bind "a;b|c&d" --name 'it is $HOME' \
  --pid "$(printf '%s' "x)y")" \
	"--log=${NAME:-"no } name"}" app:app # gunicorn ends
