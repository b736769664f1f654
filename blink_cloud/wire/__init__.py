"""What goes over the wire, and what may go wrong there: it knows of no camera."""
