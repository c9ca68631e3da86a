"""Clusters a file of vectors with scikit-learn: FILE COUNT DIMENSION EPS MIN_SAMPLES OUT."""
import resource
import sys
import time

import numpy
from sklearn.cluster import DBSCAN

file, count, dimension, eps, min_samples, out = sys.argv[1:]
vectors = numpy.fromfile(file, dtype="<f4").reshape(int(count), int(dimension))
start = time.perf_counter()
found = DBSCAN(eps=float(eps), min_samples=int(min_samples), metric="cosine", n_jobs=-1).fit(vectors)
seconds = time.perf_counter() - start
core = numpy.zeros(len(vectors), dtype="<i4")
core[found.core_sample_indices_] = 1
numpy.concatenate([found.labels_.astype("<i4"), core]).tofile(out)
print("seconds=%.4f peak_kib=%d" % (seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
