"""What appliance and desk must agree on: age files, the film folder, signatures."""
