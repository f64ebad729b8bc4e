"""What the study says: criteria, thresholds, drug classes, and the evaluator that reads them.

Plain Python and data: no Django, no clock, no database."""
