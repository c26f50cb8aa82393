package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// TestRun_ResponseWithoutAnEnd_FailsAsTooLong is about the connections whose bytes the kit reads
// itself. A response without a length ends where the connection does, so that one which is cut at
// the limit would look whole.
func TestRun_ResponseWithoutAnEnd_FailsAsTooLong(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
	for name, c := range map[string]struct{ head, item string }{
		"a body that the connection ends": {ok + "\r\n", " "},
		"a body of an announced length":   {ok + "Content-Length: 100000000\r\n\r\n", " "},
		"chunks":                          {ok + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"},
		"a header":                        {ok + "X-Long: ", "x"},
		"informational responses":         {"", "HTTP/1.1 103 Early Hints\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			em := service().Handler()
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !strings.HasSuffix(r.URL.Path, "/paused1") {
					em.ServeHTTP(w, r)
					return
				}
				conn, _, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close()
				_, err = fmt.Fprint(conn, c.head)
				for block := strings.Repeat(c.item, (1<<20)/len(c.item)); err == nil; { // ends when the kit hangs up
					_, err = io.WriteString(conn, block)
				}
			}))
			s.Config.ErrorLog = discardLog()
			s.Start()
			t.Cleanup(s.Close)
			at := target()
			at.BaseURL = s.URL
			r := judge(t, at, contract.WithOnly("wire.framing"))
			if got := text(t, r); r.Count()[contract.Fail] != 1 || !strings.Contains(got, "the response has more than 8 MiB") {
				t.Error(got)
			}
		})
	}
}
