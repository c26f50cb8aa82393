package emulator

import "github.com/fireworks-sftj/sdk/gen/server"

var _ server.StrictServerInterface = service{}

// service is the operations of the emulator, one file each, apart from its controls. They
// find the request that they belong to by callOf; who may ask has been judged by then.
type service struct{ *Emulator }

// given is the value of an optional parameter; left out, its zero value.
func given[T any](param *T) (value T) {
	if param != nil {
		value = *param
	}
	return value
}
