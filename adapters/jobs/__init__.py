"""Jobs that survive the process: durable execution, and the tokens that administrators gave to them."""
