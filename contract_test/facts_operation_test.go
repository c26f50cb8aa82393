package contract_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
)

var (
	operationIDForm = regexp.MustCompile(`^Gateway_[A-Z][A-Za-z]+$`)
	methods         = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}
	// failures are the answers that every operation must describe beside its 200.
	failures = []string{"400", "401", "403", "404", "429", "default"}
)

// failures are the answers that the operation must describe beside its 200.
func (o operationFact) failures() []string {
	if o.Suspension {
		return append(slices.Clone(failures), "412")
	}
	return failures
}

// failureHeaders are the headers that a failure must describe, by its status. RFC 9110 wants
// the one of 401, and the other is what a client waits by.
var failureHeaders = map[string]string{"401": "WWW-Authenticate", "429": "Retry-After"}

// checkOperations holds server, security and operations against the facts, in both
// directions.
func checkOperations(known facts, doc map[string]any, c *complaints) {
	if version := doc["openapi"]; version != "3.0.3" {
		c.addf("openapi: %v, not 3.0.3", version)
	}
	servers, _ := doc["servers"].([]any)
	if len(servers) != 1 || object(servers[0])["url"] != known.Server {
		c.addf("servers: %v, not only %s", servers, known.Server)
	}
	checkSecurity(known, doc, c)

	unknown := map[string]bool{}
	for path, item := range object(doc, "paths") {
		for _, method := range methods {
			if _, ok := object(item)[method]; ok {
				unknown[strings.ToUpper(method)+" "+path] = true
			}
		}
	}
	for _, fact := range known.Operations {
		name := fact.Method + " " + fact.Path
		if !unknown[name] {
			c.addf("operation %s (%s): not in the contract", name, fact.OperationID)
			continue
		}
		delete(unknown, name)
		checkOperation(known, fact, doc, c)
	}
	for name := range unknown {
		c.addf("operation %s: not in the facts", name)
	}
}

func checkSecurity(known facts, doc map[string]any, c *complaints) {
	bearer := object(doc, "components", "securitySchemes", "bearer")
	for key, want := range known.Security {
		if bearer[key] != want {
			c.addf("security bearer: %s is %v, not %s", key, bearer[key], want)
		}
	}
	key := object(doc, "components", "securitySchemes", "apiKey")
	for keyword, want := range known.KeyHeader {
		got := key[keyword]
		if keyword == "source" {
			got = key["x-source"]
		}
		if got != want {
			c.addf("security apiKey: %s is %v, not %s", keyword, got, want)
		}
	}
	either := []any{map[string]any{"bearer": []any{}}, map[string]any{"apiKey": []any{}}}
	if !reflect.DeepEqual(doc["security"], either) {
		c.addf("security: %v, but bearer alone opens the document, and so does apiKey alone", doc["security"])
	}
}

// checkHeaders: a response describes one header or none, a text.
func checkHeaders(where, name string, response, doc map[string]any, c *complaints) {
	headers := object(response, "headers")
	switch {
	case name == "" && len(headers) > 0:
		c.addf("%s: headers, the facts have none", where)
	case name != "" && len(headers) != 1:
		c.addf("%s: headers: %d, not only %s", where, len(headers), name)
	case name != "":
		compareSchema(where+": header "+name, object(resolve(doc, headers[name]), "schema"), map[string]any{"type": "string"}, c)
	}
}

func checkOperation(known facts, fact operationFact, doc map[string]any, c *complaints) {
	where := "operation " + fact.OperationID
	item := object(doc, "paths", fact.Path)
	operation := object(item, strings.ToLower(fact.Method))
	id, _ := operation["operationId"].(string)
	if id != fact.OperationID || !operationIDForm.MatchString(id) {
		c.addf("%s: operationId is %q", where, id)
	}
	if source, _ := operation["x-source"].(string); source != fact.Source {
		c.addf("%s: x-source is %q, the facts say %q", where, source, fact.Source)
	}
	if _, own := operation["security"]; own {
		c.addf("%s: security of its own", where)
	}
	checkParameters(known, fact, item, operation, doc, c)

	request := object(operation, "requestBody")
	switch {
	case fact.Request == "" && request != nil:
		c.addf("%s: a request body, the facts have none", where)
	case fact.Request != "":
		checkBody(where+": request", request, fact.Request, c)
		if required, _ := request["required"].(bool); required != fact.RequestRequired {
			c.addf("%s: request: required is %t", where, required)
		}
	}

	responses := object(operation, "responses")
	checkBody(where+": response 200", resolve(doc, responses["200"]), fact.Answer, c)
	for _, status := range fact.failures() {
		response := resolve(doc, responses[status])
		checkBody(where+": response "+status, response, "ErrorResponse", c)
		if _, ok := response["x-source"]; !ok {
			c.addf("%s: response %s: no x-source", where, status)
		}
		checkHeaders(where+": response "+status, failureHeaders[status], response, doc, c)
	}
	for status := range responses {
		if status != "200" && !slices.Contains(fact.failures(), status) {
			c.addf("%s: response %s: not among the statuses of this contract", where, status)
		}
	}
}

// checkBody holds the content of a request or response: JSON only, the named schema, and
// an example at least.
func checkBody(where string, body map[string]any, schema string, c *complaints) {
	content := object(body, "content")
	media := object(content, "application/json")
	if len(content) != 1 || media == nil {
		c.addf("%s: not application/json alone", where)
		return
	}
	if ref := object(media, "schema")["$ref"]; ref != schemaRef(schema)["$ref"] {
		c.addf("%s: schema is %v, not %s", where, ref, schema)
	}
	if len(object(media, "examples")) == 0 {
		c.addf("%s: no example", where)
	}
}
