package conform

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"

	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// Operation is one operation of the contract.
type Operation struct {
	ID     string `json:"id"`     // the operationId, Gateway_ResumeSupervisedFineTuningJob
	Name   string `json:"name"`   // its verb, resume; the ID where two operations share a verb
	Method string `json:"method"` // POST
	Path   string `json:"path"`   // the template
}

// operation is an Operation with what is needed to judge by it.
type operation struct {
	Operation
	index  int
	route  routers.Route
	shapes map[*openapi3.MediaType]*shape
	// For the fast path: the plans of the bodies, by sideIndex, and whether the parameters
	// are right in every request without a query.
	plans   map[*openapi3.MediaType][2]slot
	lenient bool
}

// Operations lists the operations of the contract, by ID.
func (c *Checker) Operations() []Operation {
	out := make([]Operation, len(c.operations))
	for i, op := range c.operations {
		out[i] = op.Operation
	}
	return out
}

// index prepares the operations of the document and the shapes of their bodies.
func (c *Checker) index(doc *openapi3.T) error {
	c.catalogue = newCatalogue(doc)
	c.byName = make(map[string]*operation)
	c.byKin = make(map[*openapi3.Operation]*operation)
	for path, item := range doc.Paths.Map() {
		for method, kin := range item.Operations() {
			op := &operation{
				Operation: Operation{ID: kin.OperationID, Method: method, Path: path},
				route:     routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: kin},
			}
			if op.ID == "" {
				op.ID = method + " " + path
			}
			c.operations = append(c.operations, op)
			c.byKin[kin] = op
		}
	}
	slices.SortFunc(c.operations, func(a, b *operation) int { return cmp.Compare(a.ID, b.ID) })
	c.name()
	request, response := newPlanner(Request), newPlanner(Response)
	for i, op := range c.operations {
		op.index = i
		shapes, err := c.catalogue.bodies(op)
		if err != nil {
			return err
		}
		op.shapes = shapes
		op.lenient = lenient(op, c.request)
		op.plans = make(map[*openapi3.MediaType][2]slot)
		for media, sh := range shapes {
			op.plans[media] = [2]slot{request.slot(media.Schema.Value, sh), response.slot(media.Schema.Value, sh)}
		}
	}
	c.paths = c.templates(doc)
	return nil
}

// name gives each operation its verb, unless two operations would share one.
func (c *Checker) name() {
	shared := make(map[string]int)
	for _, op := range c.operations {
		shared[apiname.Verb(op.ID)]++
	}
	for _, op := range c.operations {
		op.Name = op.ID
		if v := apiname.Verb(op.ID); shared[v] == 1 {
			op.Name = v
			c.byName[v] = op
		}
		c.byName[op.ID] = op
	}
}

// lookup finds an operation by its ID or name.
func (c *Checker) lookup(name string) (*operation, error) {
	if op, ok := c.byName[name]; ok {
		return op, nil
	}
	names := make([]string, len(c.operations))
	for i, op := range c.operations {
		names[i] = op.Name
	}
	return nil, fmt.Errorf("conform: no operation %q in the contract, only %s",
		shorten(name, maxValue), strings.Join(names, ", "))
}
