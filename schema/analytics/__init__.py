"""Reports: what can be asked of them, their results, and the proof of each figure."""
