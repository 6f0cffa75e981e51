"""The compiled way and the standard executor answer every query the same, to the byte."""
