"""Figures drawn from what AWS reports: one module a figure, each runnable alone, all in ``style``'s looks."""
