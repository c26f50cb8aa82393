package contract_test

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// call is an operation and a request to it that is right.
type call struct {
	id, path, method string
	where            string // of the operation, in the document
	operation        map[string]any
	body             []byte // of the request
}

func (d *derivation) operation(path, method string, operation map[string]any) {
	c := call{
		id: text(operation, "operationId"), path: path, method: strings.ToUpper(method),
		where: pointerTo(pointerTo("/paths", path), method), operation: operation,
	}
	d.requestBody(&c)
	d.parameters(c)
	u := use{name: c.id + " request", side: conform.Request}
	d.add(c.where, u, "it as it is", "", c.exchange(""))
	d.add(pointerTo(c.where, "operationId"), u, "it as it is", "", c.exchange(""))
	other := c
	other.method = http.MethodPatch
	d.add(c.where, u, "another method", "violation request method operation", other.exchange(""))
	for _, status := range sortedKeys(object(operation, "responses")) {
		d.response(c, status)
	}
	for _, status := range []int{201, 202, 204, 206, 299, 301, 302, 304, 307} {
		d.add(pointerTo(pointerTo(c.where, "responses"), "200"), u, strconv.Itoa(status),
			"violation response status status", c.answered(status, jsonHeader(), []byte("{}")))
	}
}

// request makes the request, with a query beside what it must have.
func (c call) request(query string) *http.Request {
	path := pathParameter.ReplaceAllString(c.path, "some-id.1")
	req, err := http.NewRequestWithContext(context.Background(), c.method, "https://api.example.com"+path+query, http.NoBody)
	if err != nil {
		panic(err) // the paths of the contract are paths
	}
	if len(c.body) > 0 {
		req.Header = jsonHeader()
	}
	return req
}

// exchange has no answer yet.
func (c call) exchange(query string) conform.Exchange {
	return conform.Exchange{Request: c.request(query), RequestBody: c.body}
}

func (c call) answered(status int, header http.Header, body []byte) conform.Exchange {
	x := c.exchange("")
	x.Status, x.Header, x.Body = status, header, body
	return x
}

// requestBody makes the cases of a body that is sent, and keeps one that is right.
func (d *derivation) requestBody(c *call) {
	request := object(c.operation, "requestBody")
	where := pointerTo(c.where, "requestBody")
	u := use{name: c.id + " request", side: conform.Request, request: true}
	media := object(request, "content", "application/json")
	if media == nil {
		if request != nil {
			panic(where + ": no JSON, of which the derivation knows nothing else")
		}
		with := *c
		with.body = []byte("{}")
		d.add(c.where, u, "a body", "violation request  body", with.exchange(""))
		return
	}
	u.body = instance(d.doc, media["schema"], true, d.random(u.name))
	u.make = func(body []byte) conform.Exchange {
		with := *c
		with.body = body
		return with.exchange("")
	}
	without := u.make(nil)
	if needed, stated := request["required"].(bool); stated {
		finds := ""
		if needed {
			finds = "violation request  empty"
		}
		d.add(pointerTo(where, "required"), u, "no body", finds, without)
	}
	d.body(u, pointerTo(where, "content/application~1json/schema"), media["schema"])
	c.body = u.with(nil, u.body).RequestBody
	d.mediaType(u, pointerTo(where, "content"), func(header http.Header) conform.Exchange {
		x := c.exchange("")
		x.Request.Header = header
		return x
	})
}

// response makes the cases of one status, or of those that default stands for.
func (d *derivation) response(c call, status string) {
	entry := pointerTo(pointerTo(c.where, "responses"), status)
	where, response := behind(d.doc, entry, object(c.operation, "responses")[status])
	statuses := []int{402, 405, 409, 412, 499, 500, 502, 503, 504, 520, 599}
	if n, err := strconv.Atoi(status); err == nil {
		statuses = []int{n}
	}
	media := object(response, "content", "application/json")
	u := use{name: c.id + " response " + status, side: conform.Response}
	at, schema := behind(d.doc, pointerTo(where, "content/application~1json/schema"), media["schema"])
	either := anyList(schema["oneOf"])
	if len(either) == 0 {
		either = []any{media["schema"]}
	}
	u.body = instance(d.doc, either[0], false, d.random(u.name))
	for _, n := range statuses {
		u.make = func(body []byte) conform.Exchange { return c.answered(n, jsonHeader(), body) }
		x := u.with(nil, u.body)
		d.add(entry, u, strconv.Itoa(n), "", x)
		d.add(entry, u, strconv.Itoa(n)+" and no body", "violation response  empty", u.make(nil))
	}
	for _, alternative := range either {
		one := u
		one.body = instance(d.doc, alternative, false, d.random(u.name))
		if len(either) > 1 {
			d.add(pointerTo(at, "oneOf"), one, "one of them", "", one.with(nil, one.body))
		}
		d.body(one, pointerTo(where, "content/application~1json/schema"), alternative)
	}
	d.mediaType(u, pointerTo(where, "content"), func(header http.Header) conform.Exchange {
		return c.answered(statuses[0], header, u.with(nil, u.body).Body)
	})
	for name := range object(response, "headers") {
		d.header(u, c, statuses[0], pointerTo(pointerTo(where, "headers"), name), name)
	}
}

// mediaType makes the cases of a content that is JSON and nothing else.
func (d *derivation) mediaType(u use, content string, with func(http.Header) conform.Exchange) {
	here := pointerTo(content, "application/json")
	for _, good := range []string{"application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"} {
		d.add(here, u, good, "", with(http.Header{"Content-Type": {good}}))
	}
	for _, bad := range [][]string{nil, {"text/html"}, {"text/plain; charset=utf-8"}, {"application/xml"}, {"application/json; charset=latin1"}, {"application/json", "application/json"}, {""}} {
		d.add(here, u, "the content type "+strings.Join(bad, " and "), "violation "+string(u.side)+" header/Content-Type content-type",
			with(http.Header{"Content-Type": slices.Clone(bad)}))
	}
}

// header makes the cases of a header that may be there.
func (d *derivation) header(u use, c call, status int, here, name string) {
	for _, value := range []string{"", "2", "Bearer realm=\"a\"", "Wed, 21 Oct 2026 07:28:00 GMT"} {
		header := jsonHeader()
		header.Set(name, value)
		d.add(here, u, name+": "+value, "", c.answered(status, header, u.with(nil, u.body).Body))
	}
}
