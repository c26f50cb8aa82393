//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// screenSignals are those that a drawing has to know of, but for the ones that whoever
// started the program has it ignore, as nohup does.
func screenSignals() []os.Signal {
	var heard []os.Signal
	for _, s := range []os.Signal{syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGWINCH, syscall.SIGQUIT, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			heard = append(heard, s)
		}
	}
	return heard
}

// obey does what a signal asks for. Whatever stops or ends the program leaves the terminal
// as it was; what goes on is drawn anew.
func obey(s os.Signal, d drawing, raise func(syscall.Signal)) {
	switch s {
	case syscall.SIGWINCH, syscall.SIGCONT:
		d.tick()
	case syscall.SIGTSTP:
		goesOn := make(chan os.Signal, 1)
		signal.Notify(goesOn, syscall.SIGCONT)
		defer signal.Stop(goesOn)
		d.hide()
		raise(syscall.SIGSTOP)
		<-goesOn // other threads may run for a moment after the signal was sent
		d.tick()
	default: // what ends the program if nobody hears it
		d.hide()
		signal.Reset(s)
		if s, ok := s.(syscall.Signal); ok {
			raise(s)
		}
	}
}

// raise sends the program a signal. It returns only after one that the program survives.
func raise(s syscall.Signal) {
	if syscall.Kill(os.Getpid(), s) == nil && s != syscall.SIGSTOP {
		select {}
	}
}

// inForeground reports whether the terminal is the program's to draw on, and not a shell's
// that has it run in the background.
func inForeground(terminal *os.File) bool {
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err != nil || group == unix.Getpgrp()
}
