"""The running program: its parts assembled, served, patrolled, demonstrated."""
