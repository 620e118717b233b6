"""Lambda Lab: the course's own package. Learners import from its modules; nothing is imported here."""
