package contract_test

import (
	"net/http"
	"slices"
	"strings"
)

// queryMutants misunderstand what is asked of the list.
func queryMutants() []mutant {
	answers := func(name, fault string, which filter, change func(*reply), caughtBy, says string) mutant {
		return mutant{name, fault, tells(which, change), caughtBy, says, unmet}
	}
	with := func(parameter, value string) func(*reply) bool {
		return func(r *reply) bool {
			got := r.req.URL.Query().Get(parameter)
			return r.op == "list" && got != "" && strings.Contains(got, value)
		}
	}
	bad := func(parameter, value string) func(*reply) bool {
		return func(r *reply) bool { return with(parameter, value)(r) && r.status == 400 }
	}
	reverse := listed(func(all []any) any { slices.Reverse(all); return all })
	const fault500 = "500"
	return []mutant{
		answers("token-500", "An unknown token causes a server error.", bad("pageToken", ""), answered(500, 13, "illegal base64"), "list.bad-token", fault500),
		answers("token-404", "An unknown token is not found.", bad("pageToken", ""), answered(404, 5, "token"), "list.bad-token", "404"),
		{"token-forgiven", "An unknown token returns the first page.", asks(func(_ *liar, req *http.Request) {
			if strings.Contains(req.URL.RawQuery, "no-such-token") {
				stripped(req, "pageToken")
			}
		}), "list.bad-token", "200 OK", tolerates},
		{"size-forgiven", "A page size that is no number stands for the default.", asks(func(_ *liar, req *http.Request) {
			if strings.Contains(req.URL.RawQuery, "pageSize=many") {
				stripped(req, "pageSize")
			}
		}), "list.bad-size", "200 OK", tolerates},
		answers("size-500", "A page size that is no number is an error of the server.", bad("pageSize", "many"), answered(500, 13, "invalid syntax"), "list.bad-size", fault500),
		answers("size-negative-500", "A negative page size is an error of the server.", with("pageSize", "-1"), answered(500, 13, "slice bounds out of range"), "list.bad-size", fault500),
		answers("size-overflow-500", "A page size of more than 64 bits is an error of the server.", with("pageSize", "9999999999999"), answered(500, 13, "overflow"), "list.bad-size", fault500),
		answers("filter-500", "A filter that can't be read is an error of the server.", bad("filter", "= ="), answered(500, 13, "syntax error at or near"), "list.filter", fault500),
		answers("filter-leaves-out", "A filter leaves a job out that fits.", with("filter", `state="`), listed(func(all []any) any { return all[min(1, len(all)):] }), "list.filter", "leaves out"),
		{"filter-takes-in", "A filter by one state lists the jobs of all but it.", asks(func(_ *liar, req *http.Request) {
			req.URL.RawQuery = strings.Replace(req.URL.RawQuery, "filter=state%3D%22", "filter=state%21%3D%22", 1)
		}), "list.filter", "which is", tolerates},
		{"token-forgets-filter", "The pages behind the first forget the filter.", asks(func(_ *liar, req *http.Request) {
			if q := req.URL.Query(); q.Get("filter") != "" && q.Get("pageToken") != "" {
				for _, name := range []string{"filter", "pageToken"} {
					stripped(req, name)
				}
			}
		}), "list.filter", "", tolerates},
		{"token-forgets-order", "The pages behind the first forget the order.", asks(func(_ *liar, req *http.Request) {
			if q := req.URL.Query(); q.Get("orderBy") != "" && q.Get("pageToken") == "" && q.Get("pageSize") == "2" {
				stripped(req, "orderBy")
			} else if q.Get("orderBy") != "" && q.Get("pageToken") != "" {
				stripped(req, "orderBy")
			}
		}), "list.order", "small pages", tolerates},
		answers("order-500", "An order that can't be read is an error of the server.", bad("orderBy", "sideways"), answered(500, 13, "column does not exist"), "list.order", fault500),
		answers("order-lost", "Ordered, the list lacks jobs.", with("orderBy", "create_time"), listed(func(all []any) any { return all[min(2, len(all)):] }), "list.order", "has 5 jobs instead of 7"),
		answers("order-wrong", "Ordered, the list is neither in that order nor in its own.", with("orderBy", "create_time"), listed(func(all []any) any {
			all[0], all[len(all)-1] = all[len(all)-1], all[0]
			return all
		}), "list.order", "neither in that order"),
		answers("order-upside-down", "Ordered, the list is upside down.", with("orderBy", "create_time"), reverse, "list.order", "neither in that order"),
	}
}
