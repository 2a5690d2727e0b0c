CREATE TABLE `traffic` (
	`tenant` text PRIMARY KEY NOT NULL,
	`month` text NOT NULL,
	`bytes` integer NOT NULL,
	`mbps` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`tenant`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
