"""Tests of subscription figures."""
