"""What the gateway is compared with: the same answers, over the same stub, made in other ways."""
