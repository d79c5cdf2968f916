"""Where a finding comes from: relation, origin and blame."""
