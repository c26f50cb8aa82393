package conform

// WithoutFastPath makes the validator judge everything, for tests that compare the two.
func WithoutFastPath(c *Checker) *Checker {
	c.paths = nil
	for _, op := range c.operations {
		op.plans = nil
	}
	return c
}

// Sure reports whether the fast path alone passes a JSON body of an operation.
func Sure(c *Checker, side Side, operation string, status int, text []byte) bool {
	op := c.byName[operation]
	b := body{op: op}
	if side == Request {
		b.content = op.route.Operation.RequestBody.Value.Content
	} else if declared, _ := documented(op, status); declared != nil {
		b.content = declared.Content
	}
	return c.passesFast(&findings{side: side}, b, b.content["application/json"], text)
}

// Forget empties the ledger.
func Forget(c *Checker) { c.ledger = newLedger(c.catalogue, c.operations) }

// WithPiece sets how many JSON values are validated at once.
func WithPiece(c *Checker, size int) *Checker {
	c.piece = size
	return c
}
