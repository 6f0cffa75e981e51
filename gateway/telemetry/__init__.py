"""What operators see of the process: its logs and its metrics."""
