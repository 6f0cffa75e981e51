"""Programs of others that look at the gateway from outside, each in an environment or a process of its own."""
