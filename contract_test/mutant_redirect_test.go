package contract_test

// redirectMutants send the client, and with it the key, to another place.
func redirectMutants() []mutant {
	moved := func(name, fault string, which filter, n int, location string) mutant {
		return mutant{name, fault, tells(which, status(n), header("Location", location)), "wire.redirect", "", refuses(nil)}
	}
	return []mutant{
		moved("moved-elsewhere", "A read is sent to another host, for good.", gets, 301, "https://elsewhere.example/"),
		moved("found-elsewhere", "A resume is sent to another host, where a GET is answered 200.", resumes, 302, "https://elsewhere.example/"),
		moved("see-other", "A resume is sent to the job, to be read there.", resumes, 303, jobs+"/paused1"),
		moved("temporary", "A read is sent to another path.", gets, 307, "/v2/jobs"),
		moved("permanent", "The list is sent to the path with a slash.", lists, 308, jobs+"/"),
		moved("multiple-choices", "A read has several choices.", gets, 300, jobs+"/paused1.json"),
		moved("not-modified", "A read is answered as not modified without a condition.", gets, 304, ""),
		moved("scheme-dropped", "A read is sent to where nothing is encrypted.", gets, 301, "http://sftj.test"+jobs),
		{"location-on-200", "A job comes with a location elsewhere.", tells(gets, header("Location", "https://elsewhere.example/")), "wire.redirect", "elsewhere", tolerates},
		{"refresh", "A job comes with a Refresh to elsewhere.", tells(gets, header("Refresh", "0; url=https://elsewhere.example/")), "wire.redirect", "", tolerates},
		{"login-page", "Without a key, one is sent to a page to log in.", tells(refused(401), status(302), header("Location", "https://elsewhere.example/login")), "wire.redirect auth.no-key", "", unmet},
	}
}
