package sftj

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// maxLedgerLine is more than any line has, in bytes: two ids of 1,024, and the rest.
const maxLedgerLine = 64 << 10

// ledgerTail is what stands behind the last end of line.
type ledgerTail struct {
	start int64 // where it begins
	whole bool  // it is a line without its end
	torn  bool  // it is not
}

// readLedger hands every line to keep, in order.
func readLedger(file io.Reader, keep func(ledgerLine)) (ledgerTail, error) {
	var tail ledgerTail
	in := bufio.NewReaderSize(file, maxLedgerLine)
	for n := 1; ; n++ {
		b, readErr := in.ReadSlice('\n')
		atEnd := errors.Is(readErr, io.EOF)
		switch {
		case readErr != nil && !atEnd: // or the line has no end within the buffer
			return tail, fmt.Errorf("line %d: %w", n, readErr)
		case len(b) == 0:
			return tail, nil
		}
		line, err := decodeLine(bytes.TrimSuffix(b, []byte("\n")))
		switch {
		case err == nil:
			keep(line)
		case !atEnd || n == 1 && !mayBeLedger(b):
			return tail, fmt.Errorf("line %d can't be read: %w", n, err)
		}
		if atEnd {
			tail.whole, tail.torn = err == nil, err != nil
			return tail, nil
		}
		tail.start += int64(len(b))
	}
}

// mayBeLedger reports whether the only line of a file, which was cut, is one of a ledger.
// Some file systems leave zeros where a crash kept bytes from being written.
func mayBeLedger(b []byte) bool {
	const first = `{"v":1,`
	return bytes.HasPrefix(b, []byte(first)) || bytes.HasPrefix([]byte(first), b) || len(bytes.Trim(b, "\x00")) == 0
}

// repair makes the file end with an end of line.
func (t ledgerTail) repair(file *os.File) error {
	switch {
	case t.torn:
		return file.Truncate(t.start)
	case t.whole:
		_, err := file.WriteString("\n")
		return err
	}
	return nil
}
