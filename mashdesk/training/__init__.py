"""Made-up hubs that are alive, with a clock of their own, to learn the desk on."""
