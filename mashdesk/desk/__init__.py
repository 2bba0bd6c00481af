"""One way in and one way out: commands performed with permission, views read."""
