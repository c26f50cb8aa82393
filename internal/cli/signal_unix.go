//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// screenSignals are those that a drawing has to handle, except the ones that the program was
// started to ignore, as nohup does with SIGHUP.
func screenSignals() []os.Signal {
	var heard []os.Signal
	for _, s := range []os.Signal{syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGWINCH, syscall.SIGQUIT, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			heard = append(heard, s)
		}
	}
	return heard
}

// handleSignal does what a signal asks for. One that stops or ends the program leaves the
// terminal as it was; a program that goes on draws anew.
func handleSignal(s os.Signal, d drawing, raise func(syscall.Signal)) {
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
	default: // by default it ends the program
		d.hide()
		signal.Reset(s)
		if s, ok := s.(syscall.Signal); ok {
			raise(s)
		}
	}
}

// ignoreBrokenPipes keeps a run going whose output is no longer read, as after head: it must
// not end half-way.
func ignoreBrokenPipes() { signal.Ignore(syscall.SIGPIPE) }

// dieOf ends the program by a signal whose default is that. It returns only if that failed.
func dieOf(s syscall.Signal) {
	const delivery = time.Second // the kernel needs far less
	signal.Reset(s)
	if syscall.Kill(os.Getpid(), s) == nil {
		time.Sleep(delivery) //nolint:forbidigo // the program is over and its context has ended
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
