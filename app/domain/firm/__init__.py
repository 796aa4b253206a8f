"""The firm that runs this instance: the controller's facts, its words and its looks."""
