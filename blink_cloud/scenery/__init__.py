"""How a picture is drawn."""
