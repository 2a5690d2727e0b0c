CREATE TABLE `known_networks` (
	`person` text NOT NULL,
	`network` text NOT NULL,
	`used_at` integer NOT NULL,
	PRIMARY KEY(`person`, `network`),
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
