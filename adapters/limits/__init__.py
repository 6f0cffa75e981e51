"""How many calls may be sent to a product and when: quotas, permits, fair queues, circuits and retries."""
