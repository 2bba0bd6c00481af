"""What each kind of reader is shown: frozen views, permitted and audited."""
