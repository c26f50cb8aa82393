package conform

import "net/http"

// held keeps a response until it is judged.
type held struct {
	header http.Header // what the handler writes to
	limit  int64       // bytes of the body to keep: one more than is judged
	status int         // 0: not sent yet
	sent   http.Header // the header as it was when the status was sent
	body   []byte
}

func (h *held) Header() http.Header { return h.header }

func (h *held) WriteHeader(status int) {
	informational := status < http.StatusOK && status != http.StatusSwitchingProtocols
	if h.status == 0 && !informational {
		h.status, h.sent = status, h.header.Clone()
	}
}

// Write keeps what will be judged. A body over the limit is a violation and never sent, so
// the rest of it may go.
func (h *held) Write(p []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	keep := min(int64(len(p)), h.limit-int64(len(h.body)))
	h.body = append(h.body, p[:keep]...)
	return len(p), nil
}

// Flush fixes the header, as it would on the wire, and sends nothing.
func (h *held) Flush() { h.WriteHeader(http.StatusOK) }
