"""Subscription figures: their formulas, their definitions and the engine that computes and proves them."""
