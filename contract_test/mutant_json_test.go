package contract_test

import (
	"strings"
	"unicode/utf16"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// jsonMutants answer what is nearly JSON. Lenient parsers take some of it, each in its own
// way: two readers of one answer then disagree.
func jsonMutants() []mutant {
	job := func(name, fault string, change func(string) string, says string) mutant {
		return mutant{name, fault, tells(single, rewrite(change)), "wire.json", says, refuses(sftj.ErrBadResponse)}
	}
	behind := func(tail string) func(string) string { return func(s string) string { return s + tail } }
	before := func(head string) func(string) string { return func(s string) string { return head + s } }
	inside := func(from, to string) func(string) string {
		return func(s string) string { return strings.Replace(s, from, to, 1) }
	}
	return []mutant{
		job("trailing-bytes", "Bytes stand behind the JSON.", behind("\n-- \n"), "trailing-bytes"),
		job("second-document", "A second job stands behind the first.", func(s string) string { return s + s }, "trailing-bytes"),
		job("trailing-bracket", "One bracket too many closes the job.", behind("}"), "trailing-bytes"),
		job("trailing-nul", "A zero byte ends the JSON, as in C.", behind("\x00"), "trailing-bytes"),
		job("byte-order-mark", "A byte order mark stands before the JSON.", before("\ufeff"), "bom"),
		job("guard-prefix", "A guard against scripts stands before the JSON.", before(")]}'\n"), "syntax"),
		job("callback", "The JSON is the argument of a function.", func(s string) string { return "callback(" + s + ");" }, "syntax"),
		job("duplicate-state", "The state is there twice, and differs.", inside(`{`, `{"state":"JOB_STATE_COMPLETED",`), "duplicate-key"),
		job("duplicate-nested", "A key inside a message is there twice.", inside(`"code":"OK"`, `"code":"OK","code":"OK"`), "duplicate-key"),
		job("invalid-utf8", "A string is in Latin-1.", inside(`"displayName":"`, "\"displayName\":\"M\xfcller"), "utf8"),
		job("lone-surrogate", "An escape is half a character.", inside(`"displayName":"`, `"displayName":"\ud83d`), "utf8"),
		job("trailing-comma", "A comma stands behind the last field.", func(s string) string { return strings.TrimSuffix(s, "}") + ",}" }, "syntax"),
		job("comment", "A comment stands in the JSON.", inside(`{`, `{/* the job */`), "syntax"),
		job("single-quotes", "Strings are in single quotes.", func(s string) string { return strings.ReplaceAll(s, `"`, `'`) }, "syntax"),
		job("bare-keys", "A key has no quotes.", inside(`"epochs"`, `epochs`), "syntax"),
		job("not-a-number", "The learning rate is NaN.", inside(`"learningRate":0`, `"learningRate":NaN`), "syntax"),
		job("infinity", "The learning rate is infinite.", inside(`"learningRate":0`, `"learningRate":Infinity`), "syntax"),
		job("leading-zero", "A number has a zero before it.", inside(`"epochs":2`, `"epochs":02`), "syntax"),
		job("plus-sign", "A number has a plus before it.", inside(`"epochs":2`, `"epochs":+2`), "syntax"),
		job("capital-literal", "A literal begins with a capital letter, as in Python.", inside(`:false`, `:False`), "syntax"),
		job("raw-newline", "A string has a line break in it.", inside(`"displayName":"`, "\"displayName\":\"two\nlines"), "syntax"),
		job("bad-escape", "An escape is none of JSON's.", inside(`"displayName":"`, `"displayName":"\x41`), "syntax"),
		job("utf-16", "The JSON is in UTF-16.", func(s string) string {
			var b strings.Builder
			for _, unit := range utf16.Encode([]rune(s)) {
				b.WriteByte(byte(unit))
				b.WriteByte(byte(unit >> 8))
			}
			return b.String()
		}, ""),
		job("stops-short", "The JSON stops before its end, and the length agrees.", func(s string) string { return s[:len(s)-20] }, "truncated"),
		job("empty", "There is no body.", func(string) string { return "" }, "empty"),
		job("blank", "The body is white space.", func(string) string { return " \n" }, ""),
		job("python", "The job is printed, not encoded.", func(string) string { return "{'name': None}" }, "syntax"),
		{"list-lines", "The list is a job a line.", tells(lists, func(r *reply) {
			var b strings.Builder
			for _, job := range page(r.read()) {
				r.write(job)
				b.Write(r.body)
				b.WriteByte('\n')
			}
			r.body = []byte(b.String())
		}), "wire.json", "trailing-bytes", refuses(sftj.ErrBadResponse)},
		{"resume-trailing", "Only the answer to resume has bytes behind it.", tells(resumes, rewrite(behind("OK"))), "wire.json", "trailing-bytes", refuses(sftj.ErrOutcomeUnknown)},
	}
}
