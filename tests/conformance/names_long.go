package main

// Names of functions in functions in functions: from some length on they are put together when
// somebody asks.

import (
	"runtime"
	"strings"
)

var done = make(chan bool)

// first is the function k frames above its caller.
func first(k int) runtime.Frame {
	var pcs [400]uintptr
	n := runtime.Callers(k+2, pcs[:])
	f, _ := runtime.CallersFrames(pcs[:n]).Next()
	return f
}

func where() {
	f := first(1)
	again := runtime.FuncForPC(f.PC)
	println(f.Function, f.Line)
	println(len(f.Function), again.Name() == f.Function, again.Entry() == f.Entry)
}

func creator() string {
	buf := make([]byte, 1<<16)
	text := string(buf[:runtime.Stack(buf, false)])
	text = text[strings.Index(text, "created by "):]
	return text[:strings.Index(text, "\n")]
}

func all() {
	var pcs [400]uintptr
	n, lines := runtime.Callers(0, pcs[:]), 0
	frames := runtime.CallersFrames(pcs[:n])
	total := 0
	for {
		f, more := frames.Next()
		total += len(f.Function)
		lines += f.Line
		if !more {
			break
		}
	}
	println(n, total, lines > n)
}

func nothing(x int) {}

func init() {
	go func() {
		println(first(0).Function, first(1).Function)
		done <- true
	}()
	<-done
}

var global = func() int {
	return func() int {
		where()
		return func() int { where(); return 1 }()
	}()
}()

func f(x int) {
	func() {
		defer func() {
			func() {
				func() { x++ }()
				func() {
					defer func() {
						func() {
							func() { x++ }()
							func() {
								defer func() {
									func() {
										func() { x++ }()
										func() {
											defer func() {
												func() {
													func() { x++ }()
													func() {
														defer func() {
															func() {
																func() { x++ }()
																func() {
																	defer func() {
																		func() {
																			func() { x++ }()
																			func() {
																				defer func() {
																					func() {
																						func() { x++ }()
																						func() {
																							defer func() {
																								func() {
																									func() { x++ }()
																									func() {
																										defer func() {
																											func() {
																												func() { x++ }()
																												func() {
																													defer func() {
																														func() {
																															func() { x++ }()
																															func() {
																																defer func() {
																																	func() {
																																		func() { x++ }()
																																		func() {
																																			defer func() {
																																				func() {
																																					func() { x++ }()
																																					func() {
																																						defer func() {
																																							func() {
																																								func() { x++ }()
																																								func() {
																																									defer func() {
																																										func() {
																																											func() { x++ }()
																																											func() {
																																												defer func() {
																																													func() {
																																														func() { x++ }()
																																														func() {
																																															defer func() {
																																																func() {
																																																	func() { x++ }()
																																																	func() {
																																																		defer func() {
																																																			func() {
																																																				func() { x++ }()
																																																				func() {
																																																					defer func() {
																																																						func() {
																																																							func() { x++ }()
																																																							func() {
																																																								defer func() {
																																																									func() {
																																																										func() { x++ }()
																																																										func() {
																																																											defer func() {
																																																												func() {
																																																													func() { x++ }()
																																																													func() {
																																																														defer func() {
																																																															func() {
																																																																func() { x++ }()
																																																																func() {
																																																																	defer func() {
																																																																		func() {
																																																																			func() { x++ }()
																																																																			func() {
																																																																				defer func() {
																																																																					func() {
																																																																						func() { x++ }()
																																																																						func() {
																																																																							defer func() {
																																																																								func() {
																																																																									func() { x++ }()
																																																																									func() {
																																																																										defer func() {
																																																																											func() {
																																																																												func() { x++ }()
																																																																												func() {
																																																																													defer func() {
																																																																														func() {
																																																																															func() { x++ }()
																																																																															func() {
																																																																																defer func() {
																																																																																	func() {
																																																																																		func() { x++ }()
																																																																																		func() {
																																																																																			defer func() {
																																																																																				func() {
																																																																																					func() { x++ }()
																																																																																					func() {
																																																																																						defer func() {
																																																																																							func() {
																																																																																								func() { x++ }()
																																																																																								func() {
																																																																																									defer func() {
																																																																																										func() {
																																																																																											func() { x++ }()
																																																																																											func() {
																																																																																												defer func() {
																																																																																													func() {
																																																																																														func() { x++ }()
																																																																																														func() {
																																																																																															defer func() {
																																																																																																func() {
																																																																																																	func() { x++ }()
																																																																																																	func() {
																																																																																																		defer func() {
																																																																																																			func() {
																																																																																																				func() { x++ }()
																																																																																																				func() {
																																																																																																					defer func() {
																																																																																																						func() {
																																																																																																							func() { x++ }()
																																																																																																							func() {
																																																																																																								defer func() {
																																																																																																									func() {
																																																																																																										func() { x++ }()
																																																																																																										func() {
																																																																																																											defer func() {
																																																																																																												func() {
																																																																																																													func() { x++ }()
																																																																																																													func() {
																																																																																																														defer func() {
																																																																																																															func() {
																																																																																																																func() { x++ }()
																																																																																																																func() {
																																																																																																																	defer func() {
																																																																																																																		func() {
																																																																																																																			func() { x++ }()
																																																																																																																			func() {
																																																																																																																				defer func() {
																																																																																																																					func() {
																																																																																																																						func() { x++ }()
																																																																																																																						func() {
																																																																																																																							defer func() {
																																																																																																																								func() {
																																																																																																																									func() { x++ }()
																																																																																																																									func() {
																																																																																																																										defer func() {
																																																																																																																											func() {
																																																																																																																												func() { x++ }()
																																																																																																																												func() {
																																																																																																																													defer func() {
																																																																																																																														func() {
																																																																																																																															func() { x++ }()
																																																																																																																															func() {
																																																																																																																																defer func() {
																																																																																																																																	func() {
																																																																																																																																		func() { x++ }()
																																																																																																																																		func() {
																																																																																																																																			where()
																																																																																																																																			func() { where(); x++ }()
																																																																																																																																			func() { where() }()
																																																																																																																																			defer nothing(x)
																																																																																																																																			defer where()
																																																																																																																																			defer func() { where(); x++ }()
																																																																																																																																			go func() { println(creator()); where(); done <- true }()
																																																																																																																																			<-done
																																																																																																																																			go nothing(x)
																																																																																																																																			func() {
																																																																																																																																				go func() { println(creator()); where(); done <- x > 0 }()
																																																																																																																																				<-done
																																																																																																																																				all()
																																																																																																																																			}()
																																																																																																																																		}()
																																																																																																																																	}()
																																																																																																																																}()
																																																																																																																															}()
																																																																																																																														}()
																																																																																																																													}()
																																																																																																																												}()
																																																																																																																											}()
																																																																																																																										}()
																																																																																																																									}()
																																																																																																																								}()
																																																																																																																							}()
																																																																																																																						}()
																																																																																																																					}()
																																																																																																																				}()
																																																																																																																			}()
																																																																																																																		}()
																																																																																																																	}()
																																																																																																																}()
																																																																																																															}()
																																																																																																														}()
																																																																																																													}()
																																																																																																												}()
																																																																																																											}()
																																																																																																										}()
																																																																																																									}()
																																																																																																								}()
																																																																																																							}()
																																																																																																						}()
																																																																																																					}()
																																																																																																				}()
																																																																																																			}()
																																																																																																		}()
																																																																																																	}()
																																																																																																}()
																																																																																															}()
																																																																																														}()
																																																																																													}()
																																																																																												}()
																																																																																											}()
																																																																																										}()
																																																																																									}()
																																																																																								}()
																																																																																							}()
																																																																																						}()
																																																																																					}()
																																																																																				}()
																																																																																			}()
																																																																																		}()
																																																																																	}()
																																																																																}()
																																																																															}()
																																																																														}()
																																																																													}()
																																																																												}()
																																																																											}()
																																																																										}()
																																																																									}()
																																																																								}()
																																																																							}()
																																																																						}()
																																																																					}()
																																																																				}()
																																																																			}()
																																																																		}()
																																																																	}()
																																																																}()
																																																															}()
																																																														}()
																																																													}()
																																																												}()
																																																											}()
																																																										}()
																																																									}()
																																																								}()
																																																							}()
																																																						}()
																																																					}()
																																																				}()
																																																			}()
																																																		}()
																																																	}()
																																																}()
																																															}()
																																														}()
																																													}()
																																												}()
																																											}()
																																										}()
																																									}()
																																								}()
																																							}()
																																						}()
																																					}()
																																				}()
																																			}()
																																		}()
																																	}()
																																}()
																															}()
																														}()
																													}()
																												}()
																											}()
																										}()
																									}()
																								}()
																							}()
																						}()
																					}()
																				}()
																			}()
																		}()
																	}()
																}()
															}()
														}()
													}()
												}()
											}()
										}()
									}()
								}()
							}()
						}()
					}()
				}()
			}()
		}()
	}()
	println(x)
}

type T struct{ x int }

func (t *T) method(x int) func() int {
	return func() int {
		where()
		return t.x + x
	}
}

func main() {
	f(1)
	println(global, (&T{1}).method(2)())
}
