"""What people see; a module per page or group of pages."""
