package recording

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"

	"golang.org/x/tools/txtar"
)

// Log is a recording that is written while it grows, so that a long one needs no memory.
// It is safe for use by many goroutines.
type Log struct {
	mu   sync.Mutex
	file *os.File
	n    int
	err  error
}

// Create makes a recording in a new file, or in place of an old one, below a comment that
// says what it is of. The file can be read by its owner only.
//
// Errors: a path that cannot be written.
func Create(path, comment string) (*Log, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	l := &Log{file: file}
	_, l.err = file.WriteString(strings.ReplaceAll(strings.TrimSpace(comment), "\n-- ", "\n - ") + "\n\n")
	return l, l.err
}

// Add writes an exchange. After a failure nothing more is written; Close returns it.
func (l *Log) Add(x Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	l.n++
	_, l.err = l.file.Write(txtar.Format(&txtar.Archive{Files: x.files(l.n)}))
}

// Len returns how many exchanges were written.
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}

// Close ends the recording.
//
// Errors: what kept an exchange from being written.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.file.Close(); l.err == nil {
		l.err = err
	}
	return l.err
}

// files are the two halves of an exchange as files of an archive.
func (x Exchange) files(n int) []txtar.File {
	header := x.Header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	if x.Key != "" {
		header.Set(keyHeader, x.Key)
	}
	name := fmt.Sprintf("%03d", n)
	files := []txtar.File{
		{Name: name + "/request", Data: message(x.Method+" "+x.Target+" HTTP/1.1", header, x.RequestBody)},
		{Name: name + "/response", Data: message(
			fmt.Sprintf("HTTP/1.1 %d %s", x.Status, http.StatusText(x.Status)), x.ResponseHeader, x.Body)},
	}
	for i, f := range files {
		if !bytes.HasSuffix(f.Data, []byte("\n")) {
			files[i].Data = append(f.Data, '\n') // as txtar ends every file; Content-Length says where the body does
		}
	}
	return files
}
