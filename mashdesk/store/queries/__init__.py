"""Read-only queries; they return frozen views."""
