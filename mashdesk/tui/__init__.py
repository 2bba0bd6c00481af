"""The desk as a person sees it: screens and widgets, drawn with Textual."""
