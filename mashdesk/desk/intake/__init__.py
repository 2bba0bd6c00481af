"""What people and other systems write, read strictly and made plain before any rule sees it."""
