"""What the lessons show: figures, diagrams, the map of the course, explorers."""
