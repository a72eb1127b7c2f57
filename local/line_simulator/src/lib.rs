//! line_simulator.
