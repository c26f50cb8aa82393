package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// What a lie does to an answer.

// document changes the body as a JSON object.
func document(change func(doc map[string]any)) func(*reply) {
	return func(r *reply) { r.edit(change) }
}

func (r *reply) edit(change func(doc map[string]any)) {
	if len(r.body) == 0 {
		return // HEAD
	}
	doc := r.read()
	change(doc)
	r.write(doc)
}

// read is the body as an object, its numbers as they are written.
func (r *reply) read() map[string]any {
	var doc map[string]any
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		panic("the emulator answered " + string(r.body))
	}
	return doc
}

func (r *reply) write(value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	r.body = body
}

// page is the list of an answer.
func page(doc map[string]any) []any {
	list, _ := doc["supervisedFineTuningJobs"].([]any)
	return list
}

// eachJob changes the job of an answer, or each of a page.
func eachJob(change func(job map[string]any)) func(*reply) {
	return func(r *reply) {
		r.edit(func(doc map[string]any) {
			if r.op != "list" {
				change(doc)
				return
			}
			for _, job := range page(doc) {
				change(job.(map[string]any))
			}
		})
	}
}

// listed changes the jobs of a page as a whole.
func listed(change func(jobs []any) any) func(*reply) {
	return document(func(doc map[string]any) { doc["supervisedFineTuningJobs"] = change(page(doc)) })
}

// set gives a field a value; a dot leads into a message, which is made where it is unset.
func set(path string, value any) func(*reply) {
	return eachJob(func(job map[string]any) {
		message, field, nested := strings.Cut(path, ".")
		if !nested {
			job[path] = value
			return
		}
		inner, ok := job[message].(map[string]any)
		if !ok {
			inner = make(map[string]any)
		}
		inner = maps.Clone(inner)
		inner[field] = value
		job[message] = inner
	})
}

// drop takes fields out.
func drop(fields ...string) func(*reply) {
	return eachJob(func(job map[string]any) {
		for _, f := range fields {
			delete(job, f)
		}
	})
}

// rename puts fields under other names.
func rename(name func(string) string) func(*reply) {
	return eachJob(func(job map[string]any) {
		for _, f := range slices.Collect(maps.Keys(job)) {
			value := job[f]
			delete(job, f)
			job[name(f)] = value
		}
	})
}

// rewrite changes the body as text.
func rewrite(change func(string) string) func(*reply) {
	return func(r *reply) { r.body = []byte(change(string(r.body))) }
}

// swap puts one text in the place of another, everywhere.
func swap(from, to string) func(*reply) {
	return rewrite(func(s string) string { return strings.ReplaceAll(s, from, to) })
}

// body puts another body in place.
func body(s string) func(*reply) { return rewrite(func(string) string { return s }) }

// status puts another status in place.
func status(n int) func(*reply) { return func(r *reply) { r.status = n } }

// header sets a field of the header; without values, it takes it away.
func header(name string, values ...string) func(*reply) {
	return func(r *reply) {
		r.header.Del(name)
		for _, v := range values {
			r.header.Add(name, v)
		}
	}
}

// answered is another answer altogether, in the shape of an error.
func answered(n, code int, message string) func(*reply) {
	return func(r *reply) {
		r.status = n
		r.header.Set("Content-Type", "application/json")
		r.write(map[string]any{"code": code, "message": message, "details": []any{}})
	}
}

// web is a page for people.
func web(n int) func(*reply) {
	return func(r *reply) {
		r.status = n
		r.header.Set("Content-Type", "text/html; charset=utf-8")
		r.body = []byte("<!DOCTYPE html><html><head><title>" + http.StatusText(n) + "</title></head><body></body></html>")
	}
}

// fails is an error in place of an answer.
func fails(err error) func(*reply) { return func(r *reply) { r.err = err } }

// ask sends a request of the lie's own to the emulator, with the key of the account.
func (r *reply) ask(method, path, body string) []byte {
	// Its own context: that of the request has the trace by which the client counts what it sent.
	req, err := http.NewRequestWithContext(context.Background(), method, "http://sftj.test"+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := r.em.Transport().RoundTrip(req)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		panic(err)
	}
	return answer
}
