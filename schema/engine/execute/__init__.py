"""From a document to its answer: parsing, planning, the estimate, the compiled way and the standard executor."""
