#!/usr/bin/env bash
# Writes docs/screens.md anew: what the program draws, captured from a real terminal.
#   docs/screens.sh >docs/screens.md
# It needs tmux 3.2 or later and Go. What it shows depends on the moment, so that no test
# holds the page against the program; the tests of the views do that.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dir="$(mktemp -d)"
tmux() { command tmux -L "screens-$$" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null || true; sleep 1; rm -rf "$dir" || true' EXIT
go build -o "$dir/sftj" ./cmd/sftj

# begin COLUMNS [VARIABLE=VALUE]: a shell in a terminal of this width
begin() {
	tmux kill-server 2>/dev/null || true
	sleep 0.5
	tmux new-session -d -x "$1" -y 18 -s screen "env -i TERM=screen-256color HOME=$dir PATH=$dir:$PATH ${2:-A=B} bash --norc --noprofile"
	sleep 0.5
	tmux send-keys "PS1='\$ '; clear" Enter
	sleep 0.5
	tmux clear-history
}
keys() { tmux send-keys "$@"; }
resize() { tmux resize-window -t screen -x "$1"; sleep 1.5; }
# shot [OPTION…]: the screen, without the empty lines below
shot() {
	printf '```text\n'
	tmux capture-pane -p "$@" | sed -e 's/[[:space:]]*$//' | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
	printf '```\n\n'
}

one='sftj resume yibuk7xq --wait --emulator'
many='sftj resume --all-paused chat-style-70b-r64 sql-pairs-v4-wrong-split sql-pairs-v6-oss20b --also-from FAILED,CANCELLED --wait --emulator --yes --rate 6000'

cat <<'END'
# Screens

What is drawn on a terminal, captured by [screens.sh](screens.sh) in tmux. It is drawn on
stderr, and only on a terminal: elsewhere there are lines, and stdout carries nothing but
data. What has no room is left out, the least telling first. A value that the service does not
tell reads –. A NOTE follows where there is one: how old a row is that could not be refreshed,
that the last read failed, and a status of the job that is not OK.

## One job

`sftj resume yibuk7xq --wait`, at 80 columns:

END
begin 80; keys "$one" Enter; sleep 6; shot
echo 'The same, with the terminal made 200 columns wide while it runs, then 90:'; echo
resize 200; shot
resize 90; shot
echo 'Ctrl-C. Nothing that was drawn is left, not in the scrollback either:'; echo
keys C-c; sleep 1; shot -S -
cat <<'END'
Made narrower than the line while it runs, from 80 columns to 50. On the screen nothing is
left of the longer line; a piece of it may be in the scrollback, where a terminal has pushed
it and no one can erase it. (The table below has no such trouble.)

END
begin 80; keys "$one" Enter; sleep 4; resize 50; shot
echo 'With `NO_COLOR=1` at 200 columns, and what stands there when the job has ended:'; echo
begin 200 NO_COLOR=1; keys "$one" Enter; sleep 7; shot -e
sleep 18; shot -S -

cat <<'END'
## Eight jobs

Several jobs have the terminal's other screen, as an editor has: `sftj resume --all-paused
chat-style-70b-r64 sql-pairs-v4-wrong-split sql-pairs-v6-oss20b --also-from FAILED,CANCELLED --wait --yes`, at 80 columns:

END
begin 80; keys "$many" Enter; sleep 8; shot
echo 'Stopped by Ctrl-Z, the screen is as it was before; `fg` goes on with the table:'; echo
keys C-z; sleep 1; shot
keys fg Enter; sleep 1
echo 'Made 200 columns wide while it runs:'; echo
resize 200; shot
echo 'And 60:'; echo
resize 60; shot
echo 'And back at 80, when all have ended; the scrollback is shown too:'; echo
resize 80; sleep 28; shot -S -

cat <<'END'
With `NO_COLOR=1`, at 200 columns. With colours, only the word for the state differs: green
for a good end, red for a bad one, yellow for a paused job.

END
begin 200 NO_COLOR=1; keys "$many" Enter; sleep 14; shot -e
echo 'The rows of those that have ended, without `NO_COLOR`, with the escapes made visible:'; echo
begin 80; keys "$many" Enter; sleep 14
printf '```text\n'; tmux capture-pane -p -e | grep -a 'COMPLETED' | cat -v | sed -e 's/[[:space:]]*$//'; printf '```\n\n'
cat <<'END'
## Paused jobs

A paused job is watched on: `sftj watch yibuk7xq sql-pairs-v6-oss20b sql-pairs-v4-wrong-split`, at 80 columns, and
`sftj watch yibuk7xq --exit-on-paused` to its end, after 16 s:

END
begin 80; keys 'sftj watch yibuk7xq sql-pairs-v6-oss20b sql-pairs-v4-wrong-split --emulator' Enter; sleep 8; shot
begin 80; keys 'sftj watch yibuk7xq --exit-on-paused --emulator; echo "exit code $?"' Enter; sleep 8; shot
sleep 12; shot -S -
cat <<'END'
Ctrl-C ends a loop in a shell too, because the program dies of the signal:

END
begin 80; keys 'for job in yibuk7xq m4q9tz2w; do sftj watch $job --emulator; done; echo went on' Enter; sleep 4
keys C-c; sleep 1; keys 'echo $?' Enter; sleep 1; shot -S -
cat <<'END'
## No terminal

`sftj resume m4q9tz2w --wait 2>&1 | cat` writes a line when something changes, and one each minute:

END
printf '```text\n'
PATH="$dir:$PATH" HOME="$dir" sftj resume m4q9tz2w --wait --emulator 2>&1 | cat
printf '```\n'
